"""What is published beside the data: the card and the citations."""
