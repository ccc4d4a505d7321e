"""The languages the sandbox grades; one module each, behind the interface of `interface.py`."""
