"""Servers from Python wheels, so that nothing has to be installed: started, waited for and stopped. Django-free."""
