"""Services that take jobs. Their wire words stay in here."""
