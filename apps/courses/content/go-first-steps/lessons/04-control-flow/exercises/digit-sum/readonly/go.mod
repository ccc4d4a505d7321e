module digitsum

go 1.21
