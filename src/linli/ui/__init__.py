"""How every page looks: layout, components, words for dates and clocks, and answers to what goes wrong."""
