"""Pure decisions of the patrols: what is asked about, how doubt fades, how many hazards there really are."""
