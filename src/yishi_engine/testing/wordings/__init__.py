"""The wordings of all steps that ship, as data."""
