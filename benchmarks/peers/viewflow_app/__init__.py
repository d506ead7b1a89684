"""The Django application of the flow."""
