"""What those above see to: the ladder, and what is left out of the rates."""
