"""One application, many departments, every deadline: 一件事一次办 as an embeddable engine."""
