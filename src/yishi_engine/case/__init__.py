"""A running case: commands in, events out, and the state that the events build."""
