"""What is made from the code and from definitions for people to read: pages of reference, drawings of clocks."""
