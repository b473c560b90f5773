"""How dates, times and numbers are written in each language: Django has nothing for Kazakh and American dates for English."""
