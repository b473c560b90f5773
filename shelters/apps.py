from django.apps import AppConfig


class SheltersConfig(AppConfig):
    name = "shelters"

    def ready(self) -> None:
        from shelters import retention as retention
        from shelters.desk import register_sources, register_tiles

        register_tiles()
        register_sources()
