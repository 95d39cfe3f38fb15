"""The pretrained encoder: a text in, 512 numbers that stand for its meaning out, in sixteen languages."""
