"""What a message is, from its text alone: trained weights and what reads them. Standard library only."""
