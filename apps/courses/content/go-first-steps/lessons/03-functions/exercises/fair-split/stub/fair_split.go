// Package fairsplit shares a bill among friends.
package fairsplit

// Split returns what each of the people pays and the cents that cannot be shared evenly.
func Split(cents, people int) (share, rest int) {
	// Replace this line with your own code.
	return 0, 0
}

// Portions returns what the person who takes the rest pays and what each of the others pays.
func Portions(cents, people int) (most, others int) {
	// Replace this line with your own code.
	return 0, 0
}
