"""What customers write on an ordinary day and a difficult evening, as the platforms would deliver it."""
