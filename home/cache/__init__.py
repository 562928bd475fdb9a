"""Whole public pages, kept until something they show changes."""
