"""NUTS units, their names, their countries and their outline."""
