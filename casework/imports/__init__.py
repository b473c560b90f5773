"""Reading registers that organisations kept in spreadsheets before Pana. Nothing here touches the database.

``read_rows`` (reading.py) is the door: a file goes in, typed rows and a list of what could not be read come out.
"""
