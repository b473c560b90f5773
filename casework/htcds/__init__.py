"""Cases in the Human Trafficking Case Data Standard 2.0 (IOM, 2021): out of the house and, for names, by two people."""
