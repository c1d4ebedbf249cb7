"""Services with one life cycle: submit, status, fetch, cancel. Wire words stay in here."""
