from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"

    def ready(self) -> None:
        """Put the tiles of casework on the page of today."""
        from casework import desk as desk
        from casework import retention as retention
        from casework.absence import agenda as absences
        from casework.cases import secrecy as secrecy
        from casework.contact import agenda as contacts
        from casework.erasure import approval as approval
        from casework.followups import agenda as follow_ups
        from casework.htcds import agreement as agreement
        from casework.legal import kinds as kinds
        from casework.merging import kind as kind
        from casework.papers import agenda as papers
        from casework.plans import agenda as plans
        from casework.plans import approving as approving
        from casework.referrals import agreeing as agreeing
        from casework.risk import agenda as reviews
        from casework.tasks import agenda

        agenda.register_sources()
        absences.register_sources()
        contacts.register_sources()
        papers.register_sources()
        reviews.register_sources()
        plans.register_sources()
        follow_ups.register_sources()
