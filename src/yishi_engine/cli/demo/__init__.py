"""``yishi demo``: what a newcomer sees first. A real bundle, a fixed clock, the engine's own answers."""
