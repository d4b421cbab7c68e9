"""Connectors to public services, for ``hamyari data refresh`` alone: nothing that makes a report imports them."""
