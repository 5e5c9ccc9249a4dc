"""Plotly figures: a result goes in, a figure comes out; nothing is computed here."""
