"""One handler for each target: how its rows are planned against what stands, and written through its domain."""

from __future__ import annotations

from typing import Final

from anju.intake.actions.handlers.base import Change, Context, Handler, Made, Plan
from anju.intake.actions.handlers.clean_ups import CleanUpHandler
from anju.intake.actions.handlers.devices import DeviceHandler
from anju.intake.actions.handlers.facilities import FacilityHandler
from anju.intake.actions.handlers.grids import GridHandler
from anju.intake.actions.handlers.hazards import HazardHandler
from anju.intake.actions.handlers.inspections import InspectionHandler
from anju.intake.actions.handlers.managements import ManagementHandler
from anju.intake.actions.handlers.organisations import OrganisationHandler
from anju.intake.actions.handlers.panel_points import PanelPointHandler
from anju.intake.actions.handlers.people import PeopleHandler
from anju.intake.actions.handlers.places import PlaceHandler
from anju.intake.actions.handlers.tickets import TicketHandler
from anju.intake.enums import TargetKey

HANDLERS: Final[dict[str, type[Handler]]] = {
    TargetKey.COMMUNITIES: PlaceHandler,
    TargetKey.ESTATES: PlaceHandler,
    TargetKey.BUILDINGS: PlaceHandler,
    TargetKey.GRIDS: GridHandler,
    TargetKey.ORGANISATIONS: OrganisationHandler,
    TargetKey.PEOPLE: PeopleHandler,
    TargetKey.MANAGEMENTS: ManagementHandler,
    TargetKey.HAZARDS: HazardHandler,
    TargetKey.INSPECTIONS: InspectionHandler,
    TargetKey.CLEAN_UPS: CleanUpHandler,
    TargetKey.TICKETS: TicketHandler,
    TargetKey.FACILITIES: FacilityHandler,
    TargetKey.DEVICES: DeviceHandler,
    TargetKey.POINTS: PanelPointHandler,
}

__all__ = ["HANDLERS", "Change", "Context", "Handler", "Made", "Plan"]
