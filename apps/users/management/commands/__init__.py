"""Operators' doors."""
