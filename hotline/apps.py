from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "hotline"

    def ready(self) -> None:
        from hotline import retention as retention
        from hotline.desk import register_tiles

        register_tiles()
