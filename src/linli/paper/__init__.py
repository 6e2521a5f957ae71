"""What is printed: plates, cards, slips and sheets as PDF."""
