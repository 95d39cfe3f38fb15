"""Where the classifier's weights come from. Needs its own environment (``make train``); nothing at run time does."""
