from django.urls import path

from . import book_views

app_name = "books"

urlpatterns = [
    path("", book_views.book_list, name="list"),
    path("order/", book_views.order, name="order"),
    path("<uuid:public_id>/", book_views.detail, name="detail"),
    path("<uuid:public_id>/state.json", book_views.state, name="state"),
    path("<uuid:public_id>/again/", book_views.again, name="again"),
    path("<uuid:public_id>/textbook.pdf", book_views.textbook, name="textbook"),
]
