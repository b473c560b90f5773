"""Everything a person may be allowed to do, named NOUN_VERB. Roles gather them (roles.py)."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    # organisation
    MEMBER_VIEW = "member_view"
    MEMBER_MANAGE = "member_manage"
    SETTINGS_MANAGE = "settings_manage"
    SYNONYM_MANAGE = "synonym_manage"
    AUDIT_VIEW = "audit_view"
    APPROVAL_DECIDE = "approval_decide"
    HEALTH_VIEW = "health_view"
    # casework
    CASE_VIEW = "case_view"
    CASE_VIEW_ALL = "case_view_all"
    CASE_OPEN = "case_open"
    CASE_EDIT = "case_edit"
    CASE_ASSIGN = "case_assign"
    SUSPECT_VIEW = "suspect_view"
    SUSPECT_EDIT = "suspect_edit"
    CONFLICT_SETTLE = "conflict_settle"
    LEGAL_REQUEST = "legal_request"
    EMERGENCY_OPEN = "emergency_open"
    EMERGENCY_REVIEW = "emergency_review"
    CASE_CLOSE = "case_close"
    CASE_IMPORT = "case_import"
    CASE_EXPORT = "case_export"
    LEGAL_HOLD = "legal_hold"
    PERSON_IDENTITY_VIEW = "person_identity_view"
    PERSON_EDIT = "person_edit"
    PERSON_HEALTH_VIEW = "person_health_view"
    SERVICE_ADD = "service_add"
    NOTE_WRITE = "note_write"
    CONSENT_RECORD = "consent_record"
    REFERRAL_SEND = "referral_send"
    REFERRAL_RECEIVE = "referral_receive"
    ACTIVITY_VIEW = "activity_view"
    ACTIVITY_EDIT = "activity_edit"
    # shelters
    BOARD_VIEW = "board_view"
    HOLD_DECIDE = "hold_decide"
    STAY_MANAGE = "stay_manage"
    HOUSE_VIEW = "house_view"
    INCIDENT_VIEW = "incident_view"
    INCIDENT_MANAGE = "incident_manage"
    RESIDENT_CONFLICT = "resident_conflict"
    SHELTER_MANAGE = "shelter_manage"
    SHELTER_ADDRESS_VIEW = "shelter_address_view"
    # hotline
    CALL_LOG = "call_log"
    CALL_VIEW = "call_view"
    CALL_REVIEW = "call_review"
    BED_HOLD = "bed_hold"
    # reports
    FIGURES_VIEW = "figures_view"
    REPORT_VIEW = "report_view"
    REPORT_PREPARE = "report_prepare"
    REPORT_APPROVE = "report_approve"
    REPORT_READ = "report_read"
    PROGRAMME_MANAGE = "programme_manage"
