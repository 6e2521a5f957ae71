"""The common ground board at the desk: as it is now, kept, published; and the next round."""
