// Package fairsplit shares a bill among friends.
package fairsplit

// Split returns what each of the people pays and the cents that cannot be shared evenly.
func Split(cents, people int) (share, rest int) {
	return cents / people, cents % people
}

// Portions returns what the person who takes the rest pays and what each of the others pays.
func Portions(cents, people int) (most, others int) {
	share, rest := Split(cents, people)
	return share + rest, share
}
