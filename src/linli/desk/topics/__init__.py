"""Topics at the desk: what has to be screened, where each one is in its procedure, and the next step."""
