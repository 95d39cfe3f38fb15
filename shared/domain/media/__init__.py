"""Bringing home the files that customers attach."""
