from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "hotline"

    def ready(self) -> None:
        from hotline import retention as retention
        from hotline.desk import register_sources, register_tiles
        from hotline.lead import desk as lead
        from hotline.shifts import desk as shifts

        register_tiles()
        shifts.register_tiles()
        lead.register_tiles()
        register_sources()
