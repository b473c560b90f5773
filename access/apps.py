from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "access"
    verbose_name = "Access"

    def ready(self) -> None:
        from access import watching as watching
        from access.approvals import desk as desk
        from access.retention import rows as rows
