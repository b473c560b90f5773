"""Figures that others published (government, United Nations, press): shown apart, never added to the organisation's own."""
