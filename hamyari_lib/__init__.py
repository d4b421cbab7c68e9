"""The Hamyari workbench's package: what its notebooks import, and what runs and publishes them."""

__version__ = "0.1.0"
