from __future__ import annotations

from django.urls import URLPattern, path

from shelters.custody.urls import urlpatterns as custody
from shelters.health.urls import urlpatterns as health
from shelters.holds import views as holds
from shelters.houses import views as houses
from shelters.incidents.urls import urlpatterns as incidents
from shelters.log.urls import urlpatterns as log
from shelters.presence import views as presence
from shelters.stays import board_views as board
from shelters.stays import sharing_views as sharing
from shelters.stays import views as stays
from shelters.unmet.urls import urlpatterns as unmet

urlpatterns: list[URLPattern] = [
    *log,
    *incidents,
    *custody,
    *health,
    *unmet,
    path("beds/", holds.bed_search, name="bed-search"),
    path("beds/<uuid:bed_id>/hold/", holds.bed_hold, name="bed-hold"),
    path("holds/", holds.hold_list, name="hold-list"),
    path("holds/<uuid:hold_id>/release/", holds.hold_release, name="hold-release"),
    path("holds/<uuid:hold_id>/accept/", holds.hold_accept, name="hold-accept"),
    path("holds/<uuid:hold_id>/decline/", holds.hold_decline, name="hold-decline"),
    path("holds/<uuid:hold_id>/check-in/", stays.hold_check_in, name="hold-check-in"),
    path("board/", board.day_board, name="board"),
    path("board/week/", board.week_board, name="board-week"),
    path("house/", presence.house_list, name="house-list"),
    path("house/presence/", presence.presence_list, name="presence-list"),
    path("stays/<uuid:stay_id>/presence/", presence.presence_note, name="presence-note"),
    path("residents/", sharing.resident_conflicts, name="resident-conflicts"),
    path("residents/<uuid:stay_id>/<uuid:other_stay_id>/", sharing.resident_settle, name="resident-settle"),
    path("stays/<uuid:stay_id>/", stays.stay_detail, name="stay-detail"),
    path("stays/<uuid:stay_id>/needs/", stays.stay_needs, name="stay-needs"),
    path("stays/<uuid:stay_id>/move/", stays.stay_move, name="stay-move"),
    path("stays/<uuid:stay_id>/extend/", stays.stay_extend, name="stay-extend"),
    path("stays/<uuid:stay_id>/leave/", stays.stay_leave, name="stay-leave"),
    path("cases/<uuid:case_id>/stays/", stays.case_stays, name="case-stays"),
    path("shelters/", houses.shelter_list, name="shelter-list"),
    path("shelters/new/", houses.shelter_new, name="shelter-new"),
    path("shelters/<uuid:shelter_id>/", houses.shelter_detail, name="shelter-detail"),
    path("shelters/<uuid:shelter_id>/edit/", houses.shelter_edit, name="shelter-edit"),
    path("shelters/<uuid:shelter_id>/checked/", houses.shelter_confirm, name="shelter-confirm"),
    path("shelters/<uuid:shelter_id>/address/", houses.shelter_address, name="shelter-address"),
    path("shelters/<uuid:shelter_id>/address/edit/", houses.shelter_address_edit, name="shelter-address-edit"),
    path("shelters/<uuid:shelter_id>/admit/", stays.stay_new, name="stay-new"),
    path("shelters/<uuid:shelter_id>/rooms/new/", houses.room_new, name="room-new"),
    path("shelters/<uuid:shelter_id>/beds/new/", houses.bed_new, name="bed-new"),
    path("shelters/<uuid:shelter_id>/beds/<uuid:bed_id>/edit/", houses.bed_edit, name="bed-edit"),
    path("shelters/<uuid:shelter_id>/beds/<uuid:bed_id>/out/", houses.outage_new, name="outage-new"),
    path("outages/<uuid:outage_id>/back/", houses.outage_end, name="outage-end"),
]
