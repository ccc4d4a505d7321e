// Package digitsum adds up the digits of numbers.
package digitsum

// DigitSum returns the sum of the decimal digits of n, without its sign.
func DigitSum(n int) int {
	if n < 0 {
		n = -n
	}
	sum := 0
	for n > 0 {
		sum += n % 10
		n /= 10
	}
	return sum
}

// DigitalRoot repeats DigitSum until a single digit is left.
func DigitalRoot(n int) int {
	root := DigitSum(n)
	for root > 9 {
		root = DigitSum(root)
	}
	return root
}
