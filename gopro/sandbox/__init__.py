"""Untrusted code, run safely: files, a language and limits in; outcomes by test name out. Needs Linux; fails closed."""
