"""Distributed engines."""
