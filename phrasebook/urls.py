app_name = "phrasebook"

urlpatterns = []
