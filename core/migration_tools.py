"""For data migrations: permissions do not exist yet while migrations run, so they are made when they are given."""


def grant(apps, group_name, app_label, model_name, actions):
    """Give a group permissions such as `["add", "change", "publish"]` on a model, inside a migration."""
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model_name.lower()
    )
    group = apps.get_model("auth", "Group").objects.get(name=group_name)
    for action in actions:
        permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type,
            codename=f"{action}_{model_name.lower()}",
            defaults={"name": f"Can {action} {model_name.lower()}"},
        )
        group.permissions.add(permission)
