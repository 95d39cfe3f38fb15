"""Where the classifier's weights come from. Needs the training environment (``make train``); nothing at run time does."""
