"""Figures that may leave the building: datasets, disclosure control, publication, exports."""
