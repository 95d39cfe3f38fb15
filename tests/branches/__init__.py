"""Every branch of both workflows: what each can do, runs that do it, and a function that does what a run asks for."""
