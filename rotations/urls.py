app_name = "rotations"

urlpatterns = []
