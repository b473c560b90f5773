"""Everything casework keeps, gathered from its nouns so that Django finds it."""

from casework.absence.models import Absence, AbsenceCase
from casework.activities.models import Activity
from casework.attachments.models import Attachment, AttachmentContent
from casework.cases.emergency import EmergencyOpening
from casework.cases.facts import Exploitation, RouteLeg, VictimStatusDecision
from casework.cases.models import Assignment, Case, CaseStateChange, TimelineEntry
from casework.cases.work import Note, Service, Step, Workstream
from casework.contact.models import SafeContact
from casework.erasure.models import Erasure, LegalHold
from casework.family.models import Relative
from casework.followups.models import FollowUp
from casework.funding.models import Charge, Grant
from casework.health.models import HealthSheet, Speech
from casework.htcds.models import CameAlong, CaseArrival, CaseExport
from casework.imports.models import ImportBatch, Synonym
from casework.legal.models import LegalRequest
from casework.letters.models import Letter, LetterTemplate, LetterYear
from casework.merging.models import KeptApart, Merge
from casework.needs.models import NeedsAssessment, NeedsForm, ServiceNeed
from casework.papers.models import IdentityDocument, RightToStay
from casework.partners.models import PartnerService
from casework.people.models import DocumentNumber, Identity, Person
from casework.plans.models import Goal, GoalAction, HelpPlan
from casework.referrals.exceptions import ConsentException
from casework.referrals.models import Consent, Referral, ReferralStateChange, SharedPackage
from casework.referrals.reminders import ReferralReminder
from casework.risk.models import RiskAssessment
from casework.suspects.models import ConflictSettlement, Suspect, SuspectEpisode, SuspectMention, SuspectNumber
from casework.tasks.models import Task

__all__ = [
    "Absence",
    "AbsenceCase",
    "Activity",
    "Assignment",
    "Attachment",
    "AttachmentContent",
    "CameAlong",
    "Case",
    "CaseArrival",
    "CaseExport",
    "CaseStateChange",
    "Charge",
    "ConflictSettlement",
    "Consent",
    "ConsentException",
    "DocumentNumber",
    "EmergencyOpening",
    "Erasure",
    "Exploitation",
    "FollowUp",
    "Goal",
    "GoalAction",
    "Grant",
    "HealthSheet",
    "HelpPlan",
    "Identity",
    "IdentityDocument",
    "ImportBatch",
    "KeptApart",
    "LegalHold",
    "LegalRequest",
    "Letter",
    "LetterTemplate",
    "LetterYear",
    "Merge",
    "NeedsAssessment",
    "NeedsForm",
    "Note",
    "PartnerService",
    "Person",
    "Referral",
    "ReferralReminder",
    "ReferralStateChange",
    "Relative",
    "RightToStay",
    "RiskAssessment",
    "RouteLeg",
    "SafeContact",
    "Service",
    "ServiceNeed",
    "SharedPackage",
    "Speech",
    "Step",
    "Suspect",
    "SuspectEpisode",
    "SuspectMention",
    "SuspectNumber",
    "Synonym",
    "Task",
    "TimelineEntry",
    "VictimStatusDecision",
    "Workstream",
]
